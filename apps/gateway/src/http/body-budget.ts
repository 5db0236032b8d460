import { getHeapStatistics } from 'node:v8';

/** What JSON takes once it is read is several times its bytes; Node makes its heap as large as the container allows. */
const SHARE_OF_HEAP = 1 / 8;
const LEAST_BYTES = 16 * 1_024 * 1_024;

const bytesOfHeap = (): number => Math.max(LEAST_BYTES, getHeapStatistics().heap_size_limit * SHARE_OF_HEAP);

/** How many bytes of bodies may be under way at a time, from the first byte read until the answer; one owner may hold half of them. */
export class BodyBudget {
  private readonly held = new Map<string, number>();
  private total = 0;

  constructor(private readonly bytes = bytesOfHeap()) {}

  /** `owner`: a tenant, or what stands for all whom nobody knows. */
  hold(owner: string): HeldBytes {
    return new HeldBytes((bytes) => this.move(owner, bytes));
  }

  /** Of everybody together, now. */
  get heldBytes(): number {
    return this.total;
  }

  private move(owner: string, bytes: number): boolean {
    const own = (this.held.get(owner) ?? 0) + bytes;
    if (bytes > 0 && (this.total + bytes > this.bytes || own > this.bytes / 2)) return false;
    this.total += bytes;
    if (own > 0) this.held.set(owner, own);
    else this.held.delete(owner);
    return true;
  }
}

/** The bytes of one request. */
export class HeldBytes {
  private bytes = 0;
  private isReleased = false;

  constructor(private readonly move: (bytes: number) => boolean) {}

  /** False: there is no room for so many more. */
  grow(bytes: number): boolean {
    if (this.isReleased || !this.move(bytes)) return false;
    this.bytes += bytes;
    return true;
  }

  /** May be called again. */
  release(): void {
    this.isReleased = true;
    if (this.bytes > 0) this.move(-this.bytes);
    this.bytes = 0;
  }
}
