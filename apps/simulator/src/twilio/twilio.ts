import { OWN_NUMBERS } from '../cloudtalk/calls.js';
import type { Provider, SimAnswer, SimRequest } from '../http/provider.js';
import { basicAuth } from '../http/read-body.js';
import { failure, refuse } from './failure.js';
import { Messages } from './messages.js';

/** A number of the account that takes calls alone. */
export const VOICE_NUMBER = '+12025550111';

/** Twilio's API of 2010, as far as text messages go. A secret that begins with `wrong` is refused. */
export function createTwilio(now: () => number): Provider {
  const messages = new Messages(now);

  const answer = (request: SimRequest): SimAnswer => {
    const auth = basicAuth(request.headers);
    if (auth === undefined || auth.user === '' || auth.password === '' || auth.password.startsWith('wrong')) {
      return failure(20003);
    }
    const [, account = '', rest = ''] = /^\/2010-04-01\/Accounts\/([^/]+?)((?:\/.*)?)\.json$/.exec(request.path) ?? [];
    const sid = decodeURIComponent(account);
    // The key of one account opens no other; an API key (SK…) names its account in the path alone.
    if (sid === '' || (sid !== auth.user && !auth.user.startsWith('SK'))) return failure(20404);
    return route(messages, { sid, authToken: auth.password }, rest, request);
  };
  return { answer, refuse };
}

interface Account {
  readonly sid: string;
  readonly authToken: string;
}

function route(messages: Messages, { sid: account, authToken }: Account, rest: string, request: SimRequest): SimAnswer {
  const [collection = '', id = ''] = rest.split('/').slice(1);
  switch (`${request.method} ${collection}`) {
    case 'GET ':
      return { status: 200, body: accountOf(account) };
    case 'POST Messages':
      return id === '' ? messages.create(account, authToken, request) : failure(20404);
    case 'GET Messages':
      return messages.find(id);
    case 'GET IncomingPhoneNumbers':
      return numbers(account, request.query);
    default:
      return failure(20404);
  }
}

const accountOf = (sid: string) => ({
  sid,
  friendly_name: 'Hookswitch simulator',
  status: 'active',
  type: 'Full',
  uri: `/2010-04-01/Accounts/${sid}.json`,
});

/** `PhoneNumber` finds parts of numbers too. */
function numbers(account: string, query: URLSearchParams): SimAnswer {
  const sought = query.get('PhoneNumber') ?? '';
  const size = Math.min(1_000, Math.max(1, Number(query.get('PageSize') ?? 50) || 50));
  const page = Math.max(0, Number(query.get('Page') ?? 0) || 0);
  const base = `/2010-04-01/Accounts/${account}/IncomingPhoneNumbers`;
  const found = [...OWN_NUMBERS, VOICE_NUMBER].filter((number) => number.includes(sought));
  const address = (at: number) => `${base}.json?PageSize=${size}&Page=${at}`;
  return {
    status: 200,
    body: {
      incoming_phone_numbers: found.slice(page * size, (page + 1) * size).map((number, index) => ({
        sid: `PN${String(page * size + index).padStart(32, '0')}`,
        account_sid: account,
        phone_number: number,
        friendly_name: number,
        capabilities: { voice: true, sms: number !== VOICE_NUMBER, mms: false, fax: false },
      })),
      page,
      page_size: size,
      first_page_uri: address(0),
      next_page_uri: found.length > (page + 1) * size ? address(page + 1) : null,
      uri: address(page),
    },
  };
}
