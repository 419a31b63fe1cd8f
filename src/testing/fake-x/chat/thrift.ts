/** Writes the fields of Thrift's binary protocol that X's events are made of. */
const STRING = 11
const STRUCT = 12
const I32 = 8

/** Ends a struct. */
const STOP = Buffer.from([0])

export function textField(id: number, text: string): Buffer {
  const bytes = Buffer.from(text)
  return Buffer.concat([head(STRING, id), int32(bytes.length), bytes])
}

export function intField(id: number, value: number): Buffer {
  return Buffer.concat([head(I32, id), int32(value)])
}

export function structField(id: number, struct: Buffer): Buffer {
  return Buffer.concat([head(STRUCT, id), struct])
}

export function struct(...fields: readonly Buffer[]): Buffer {
  return Buffer.concat([...fields, STOP])
}

function head(type: number, id: number): Buffer {
  const bytes = Buffer.alloc(3)
  bytes.writeUInt8(type)
  bytes.writeInt16BE(id, 1)
  return bytes
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
