import type { KeyObject } from 'node:crypto';
import { ControlPlane } from '@hookswitch/persistence';
import { publicReceiptKey, readReceiptToken, type ReceiptClaim, type ReceiptPlace } from '@hookswitch/platform';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../core/tokens.js';

/** How long keys are used before they are read again, and how soon for a token that none of them fits. */
const KEPT_MS = 60_000;
const AGAIN_MS = 2_000;

export interface OpenDoor extends ReceiptClaim {
  /** Whose command it was. */
  readonly connectorType: string;
}

interface Door {
  readonly type: string;
  readonly keys: readonly KeyObject[];
}

/** Which connector made the token of a receipt's URL, by the keys that connectors announced. */
@Injectable()
export class ReceiptDoors {
  private doors: readonly Door[] = [];
  private readAt = Number.NEGATIVE_INFINITY;
  private reading: Promise<void> | undefined;

  constructor(
    private readonly plane: ControlPlane,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /** Undefined: no connector made it for this path. Rejects when that cannot be found out. */
  async open(place: ReceiptPlace, token: string): Promise<OpenDoor | undefined> {
    const known = this.find(place, token);
    if (this.now() - this.readAt <= (known ? KEPT_MS : AGAIN_MS)) return known;
    try {
      await this.refresh();
    } catch (error) {
      // The connector has the last word, and not every provider reports again.
      if (known) return known;
      throw error;
    }
    return this.find(place, token);
  }

  private find(place: ReceiptPlace, token: string): OpenDoor | undefined {
    for (const { type, keys } of this.doors) {
      const claim = readReceiptToken(keys, place, token);
      if (claim) return { ...claim, connectorType: type };
    }
    return undefined;
  }

  /** Once for all who ask meanwhile: anybody may. */
  private refresh(): Promise<void> {
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async read(): Promise<void> {
    const at = this.now();
    const stored = await this.plane.connectors((connectors) => connectors.all());
    this.doors = stored.map(({ manifest: { type, receiptKeys = [] } }) => ({
      type,
      keys: receiptKeys.map(publicReceiptKey).filter((key) => key !== undefined),
    }));
    this.readAt = at;
  }
}
