import type { TestOutcome } from '@hookswitch/domain';

/** What the test of a connection says; `title`: the provider's name. */
export const accepted = (title: string, sender?: string): TestOutcome => ({
  ok: true,
  message: `${title} accepts the access key${sender === undefined ? '' : ` and knows ${sender}`}.`,
});

export const senderNotListed = (title: string, sender: string): TestOutcome => ({
  ok: false,
  error: {
    code: 'sender_not_listed',
    message: `${title} accepts the access key, but ${sender} is none of the account's numbers.`,
    class: 'config',
  },
});

export const senderRefused = (title: string, sender: string): TestOutcome => ({
  ok: false,
  error: { code: 'sender_cannot_text', message: `At ${title}, ${sender} cannot send text messages.`, class: 'config' },
});

export const unreadableProbe = (title: string): TestOutcome => ({
  ok: false,
  error: {
    code: 'unreadable_answer',
    message: `${title} answered something that says neither yes nor no.`,
    class: 'retry',
  },
});
