import type { SimAnswer } from '../http/provider.js';
import { tone } from '../audio/tone.js';
import { wav } from '../audio/wav.js';
import { failure, page } from './envelope.js';

/** Numbers of the simulated account, the senders that may text. */
export const OWN_NUMBERS = ['+12025550100', '+420228880000', '+442071838750'] as const;

export const listNumbers = (query: URLSearchParams): SimAnswer =>
  page(
    OWN_NUMBERS.map((number, index) => ({
      CallNumber: {
        id: String(index + 1),
        internal_name: `Line ${index + 1}`,
        caller_id_e164: number,
        country_code: index === 1 ? '420' : index === 2 ? '44' : '1',
        source_number: number,
      },
    })),
    query,
  );

export function listCalls(query: URLSearchParams): SimAnswer {
  const id = query.get('call_id');
  if (id === '404') return page([], query);
  return page([call(id ?? '184467')], query);
}

/** Call 404 has no recording, that of call 410 has expired. */
export function recordingOf(callId: string): SimAnswer {
  if (callId === '404') return failure(404, 'Not Found');
  if (callId === '410') return failure(410, 'Gone');
  return { status: 200, headers: { 'content-type': 'audio/x-wav' }, body: wav(tone({ seconds: 3 })) };
}

const call = (id: string) => ({
  Cdr: {
    id,
    type: 'incoming',
    public_external: '+12025550142',
    public_internal: '+12025550100',
    recorded: true,
    recording_link: `https://my.cloudtalk.io/r/play/${id}`,
    is_voicemail: false,
    talking_time: 95,
    waiting_time: 21,
    wrapup_time: 5,
    started_at: '2026-11-20T09:14:03.000Z',
    answered_at: '2026-11-20T09:14:24.000Z',
    ended_at: '2026-11-20T09:15:59.000Z',
  },
  Contact: { id: '99120', name: 'Jane Doe' },
  CallNumber: { id: '1', caller_id_e164: '+12025550100' },
  BillingData: { price: '0.01' },
  Agent: { id: '412', fullname: 'Alex Novak', firstname: 'Alex', lastname: 'Novak' },
  Notes: [{ id: '23', note: 'Call later' }],
  Tags: [{ id: '124', name: 'VIP' }],
  Ratings: [],
});
