import type { DeliveryStats } from '../delivery/accounting'
import type { CloseResult, FlushResult } from '../delivery/delivery'
import { type DashbotConfig, resolveConfig } from './config'
import { Logger } from './logger'
import { DashbotTwitter } from './twitter'

export interface Dashbot {
  readonly twitter: DashbotTwitter
  /** Waits until everything logged so far is delivered or dropped; 5 s at most by default. Never rejects. */
  flush(options?: { readonly timeoutMs?: number }): Promise<FlushResult>
  /**
   * Delivers what it can within the time (5 s by default), and ends. Never rejects. Every promise of a message is
   * settled by then.
   */
  close(options?: { readonly timeoutMs?: number }): Promise<CloseResult>
  /** What became of everything logged. */
  stats(): DeliveryStats
}

/**
 * The interface of dashbot's own package for Twitter, on this library's delivery: messages of a conversation stay in
 * order, and what the tracker does not take is retried.
 *
 * @throws ConfigError without a key
 * @example
 * const { twitter } = dashbot(process.env.DASHBOT_API_KEY)
 * twitter.logIncoming({ text: 'Hello', userId: '1234858592' })
 */
export function dashbot(apiKey: string | undefined, config: DashbotConfig = {}): Dashbot {
  const logger = new Logger(resolveConfig(apiKey, config, process.env))
  return {
    twitter: new DashbotTwitter((type, payload) => logger.log(type, payload)),
    flush: (options) => logger.flush(options),
    close: (options) => logger.close(options),
    stats: () => logger.stats(),
  }
}
