export interface Sound {
  readonly sampleRate: number;
  /** One array of 16-bit samples per channel, equally long. */
  readonly channels: readonly Int16Array[];
}

/** A sine of 440 Hz (and a fifth above it in a second channel); `level` 0 is silence. */
export function tone({
  seconds,
  sampleRate = 8000,
  channels = 1,
  level = 0.3,
}: {
  readonly seconds: number;
  readonly sampleRate?: number;
  readonly channels?: number;
  readonly level?: number;
}): Sound {
  const length = Math.round(seconds * sampleRate);
  const wave = (hertz: number) =>
    Int16Array.from({ length }, (_, at) =>
      Math.round(level * 32_767 * Math.sin((2 * Math.PI * hertz * at) / sampleRate)),
    );
  return { sampleRate, channels: Array.from({ length: channels }, (_, index) => wave(440 * 1.5 ** index)) };
}
