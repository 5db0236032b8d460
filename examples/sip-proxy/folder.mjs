import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';

/**
 * A map whose entries are files: `NAME.json`. It is what it was when the process, or with `durable` the machine, comes back. A file that cannot be read,
 * as a loss of power leaves them, is kept as `NAME.json.broken` and told of.
 */
export class Folder {
  constructor(path, { durable = false, log }) {
    this.path = path;
    this.durable = durable;
    this.all = new Map();
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const files = readdirSync(path).filter((file) => file.endsWith('.json'));
    for (const file of files.sort()) {
      try {
        this.all.set(file.slice(0, -'.json'.length), JSON.parse(readFileSync(join(path, file), 'utf8')));
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        renameSync(join(path, file), join(path, `${file}.broken`));
        log(`A file that cannot be read is kept as ${basename(path)}/${file}.broken.`);
      }
    }
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
      writeFileSync(handle, JSON.stringify(value));
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
