import { callEvents } from './call.js';
import { contactEvents } from './contact.js';
import type { EventType } from './describe.js';
import { messageEvents } from './message.js';
import { recordingEvents } from './recording.js';
import { transcriptionEvents } from './transcription.js';
import { userEvents } from './user.js';
import { workflowEvents } from './workflow-events.js';

/** Every event type that Hookswitch knows. Tenants add types of the same shape. */
export const catalogue: readonly EventType[] = [
  ...callEvents,
  ...messageEvents,
  ...contactEvents,
  ...userEvents,
  ...recordingEvents,
  ...transcriptionEvents,
  ...workflowEvents,
];

const byName = new Map(catalogue.flatMap((type) => [type.name, ...type.aliases].map((name) => [name, type] as const)));

/** The type of that name or alias. */
export const eventType = (name: string): EventType | undefined => byName.get(name);

/** Canonical name of a trigger: `sms.received` → `message.received`. A name the catalogue does not know stays as it is. */
export const resolveTrigger = (name: string): string => byName.get(name)?.name ?? name;
