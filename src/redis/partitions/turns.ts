import { Fifo } from '../../delivery/fifo'
import type { Holding } from './holding'
import type { Lane, LoadedEntry } from './lane'

/**
 * The order in which a process works on its partitions: one after the other, each with the lanes that are ready when its
 * turn begins. What is handed out together is done at about the same time, so a partition acknowledges several entries
 * in one command.
 */
export class Turns<Item> {
  /** true: when an entry was last asked for, no lane was ready. */
  isHungry = false
  readonly #waiting = new Fifo<Holding<Item>>()
  #current: Holding<Item> | undefined
  /** How many lanes the current turn still serves. */
  #left = 0

  /** The lane has a head to be handed out. */
  offer(holding: Holding<Item>, lane: Lane<Item>): void {
    holding.offer(lane)
    this.enlist(holding)
  }

  /** The partition may be worked on, perhaps again. */
  enlist(holding: Holding<Item>): void {
    if (holding.isEnlisted || holding.readyCount === 0) return
    holding.isEnlisted = true
    this.#waiting.push(holding)
  }

  /** The first entry of the next lane without an entry in flight. It is in flight from now on. */
  next(): LoadedEntry<Item> | undefined {
    for (let holding = this.#inTurn(); holding !== undefined; holding = this.#inTurn()) {
      this.#left -= 1
      const taken = holding.take()
      if (taken === undefined) continue
      this.isHungry = false
      return taken
    }
    this.isHungry = true
    return undefined
  }

  /** A partition that must not be worked on loses its turn until it is enlisted again. */
  #inTurn(): Holding<Item> | undefined {
    while (this.#left <= 0 || !this.#current?.isServed) {
      const ended = this.#current
      this.#current = this.#waiting.shift()
      if (this.#current !== undefined) this.#current.isEnlisted = false
      this.#left = this.#current?.readyCount ?? 0
      if (ended?.isServed) this.enlist(ended)
      if (this.#current === undefined && this.#waiting.first === undefined) return undefined
    }
    return this.#current
  }
}
