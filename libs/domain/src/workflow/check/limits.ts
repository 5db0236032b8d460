/** Limits of a workflow document. */
export const MAX_WORKFLOW_BYTES = 256 * 1024;
export const MAX_STEPS = 100;
export const MAX_TRIGGERS = 50;
/** Expressions in all conditions: an event may have to decide each of them before it ends. */
export const MAX_WORKFLOW_EXPRESSIONS = 30;
export const MAX_LABELS = 32;
export const MAX_LABEL_LENGTH = 63;
export const MAX_DESCRIPTION_LENGTH = 2_000;
/** Levels of lists and objects; deeper documents are refused unread, because every later check recurses. */
export const MAX_NESTING = 64;
/** A run is kept this long, or less where its tenant has it so; it cannot wait longer. */
export const RUN_RETENTION_MS = 30 * 86_400_000;
export const MAX_TIMEOUT_MS = 15 * 60_000;

/** A DNS label: what Kubernetes, file names and URLs take without quoting. */
export const NAME_PATTERN = '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$';
export const LABEL_KEY_PATTERN = '^[A-Za-z0-9]([A-Za-z0-9._/-]{0,61}[A-Za-z0-9])?$';
export const STEP_ID_PATTERN = '^[a-z][a-z0-9_-]{0,62}$';

/** Inclusive bounds of `retry`; intervals in milliseconds. */
export const RETRY_RANGES = {
  maxAttempts: { min: 1, max: 50, integer: true },
  initialInterval: { min: 100, max: 86_400_000, integer: true },
  factor: { min: 1, max: 10, integer: false },
  maxInterval: { min: 100, max: 86_400_000, integer: true },
  maxElapsed: { min: 1_000, max: RUN_RETENTION_MS, integer: true },
} as const;
