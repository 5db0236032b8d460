import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** A map whose entries are files: `NAME.json`. It is what it was when the process, or with `durable` the machine, comes back. */
export class Folder {
  constructor(path, { durable = false } = {}) {
    this.path = path;
    this.durable = durable;
    mkdirSync(path, { recursive: true, mode: 0o700 });
    this.all = new Map(
      readdirSync(path)
        .filter((file) => file.endsWith('.json'))
        .sort()
        .map((file) => [file.slice(0, -'.json'.length), JSON.parse(readFileSync(join(path, file), 'utf8'))]),
    );
  }

  get size() {
    return this.all.size;
  }

  get(name) {
    return this.all.get(name);
  }

  entries() {
    return this.all.entries();
  }

  /** Whole or not at all: a file half written is never read. */
  put(name, value) {
    const file = join(this.path, `${name}.json`);
    const handle = openSync(`${file}.new`, 'w', 0o600);
    try {
      writeSync(handle, JSON.stringify(value));
      if (this.durable) fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(`${file}.new`, file);
    if (this.durable) this.syncNames();
    this.all.set(name, value);
  }

  delete(name) {
    this.all.delete(name);
    rmSync(join(this.path, `${name}.json`), { force: true });
  }

  syncNames() {
    const handle = openSync(this.path, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  }
}
