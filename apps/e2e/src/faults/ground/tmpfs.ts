import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk so small that it can be filled up. */
export interface Disk {
  readonly folder: string;
  /** Takes all the room that is left. */
  fill(): void;
  /** Gives it back. */
  free(): void;
  close(): void;
}

const CHUNK = Buffer.alloc(64 * 1024);
const BYTE = Buffer.alloc(1);

/** Why this machine has no such disk, in one line. */
export const missingForTmpfs = (): string | undefined =>
  process.platform === 'linux' && process.getuid?.() === 0
    ? undefined
    : 'a small disk is a tmpfs, which only root on Linux can mount';

export function mountTmpfs(megabytes: number): Disk {
  const folder = mkdtempSync(join(tmpdir(), 'hookswitch-faults-disk-'));
  command('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,mode=1777`, 'hookswitch-faults', folder);
  const filler = join(folder, 'filler');
  const unmount = () => {
    // Lazy: somebody who was killed may still hold a file.
    spawnSync('umount', ['-l', folder]);
    rmdirSync(folder);
  };
  process.once('exit', unmount);
  return {
    folder,
    fill: () => fill(filler),
    free: () => rmSync(filler, { force: true }),
    close() {
      process.off('exit', unmount);
      unmount();
    },
  };
}

function fill(file: string): void {
  const open = openSync(file, 'a');
  try {
    for (const piece of [CHUNK, BYTE]) while (takes(open, piece));
  } finally {
    closeSync(open);
  }
}

function takes(file: number, piece: Buffer): boolean {
  try {
    return writeSync(file, piece) > 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') return false;
    throw error;
  }
}

function command(name: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync(name, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name}: ${stderr.trim()}`);
}
