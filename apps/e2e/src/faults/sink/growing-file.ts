import { closeSync, openSync, readSync } from 'node:fs';

const CHUNK = 1 << 20;

/** A file of JSON lines that another process appends to; each look reads only what is new. */
export class GrowingFile<T> {
  readonly #lines: T[] = [];
  #offset = 0;
  /** Bytes of a line whose end is not there yet. */
  #rest: Buffer = Buffer.alloc(0);

  constructor(private readonly path: string) {}

  /** All whole lines so far. */
  read(): readonly T[] {
    const file = openSync(this.path, 'r');
    try {
      const chunk = Buffer.alloc(CHUNK);
      for (let length = this.#next(file, chunk); length > 0; length = this.#next(file, chunk))
        this.#take(Buffer.concat([this.#rest, chunk.subarray(0, length)]));
    } finally {
      closeSync(file);
    }
    return this.#lines.slice();
  }

  #next(file: number, chunk: Buffer): number {
    const length = readSync(file, chunk, 0, CHUNK, this.#offset);
    this.#offset += length;
    return length;
  }

  #take(bytes: Buffer): void {
    const end = bytes.lastIndexOf('\n') + 1;
    this.#rest = bytes.subarray(end);
    for (const line of bytes.toString('utf8', 0, end).split('\n'))
      if (line !== '') this.#lines.push(JSON.parse(line) as T);
  }
}
