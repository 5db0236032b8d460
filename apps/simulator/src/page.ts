import type { Behaviour } from './behaviour/behaviour.js';
import type { RecordedRequest } from './journal/recorded-request.js';

const SHOWN = 100;
const STYLE = `
:root { color-scheme: light dark; font: 15px/1.45 system-ui, sans-serif }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem 1rem }
h1 { font-size: 1.3rem; margin: 0 0 .25rem }
table { border-collapse: collapse; width: 100%; margin-top: 1rem }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid color-mix(in srgb, currentColor 18%, transparent) }
td.number, td.time { font-variant-numeric: tabular-nums; white-space: nowrap }
code, pre { font: 13px/1.4 ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap; margin: 0 }
.bad { color: light-dark(#b3261e, #ff8a80) }
.quiet { opacity: .7 }
`;

/** What arrived, newest first, as one page that renews itself. */
export function renderPage(
  requests: readonly RecordedRequest[],
  behaviours: Readonly<Record<string, readonly Behaviour[]>>,
): string {
  const rows = requests.slice(-SHOWN).reverse().map(row).join('\n');
  const faults = Object.entries(behaviours)
    .map(([name, list]) => `<p>${escape(name)} misbehaves: <code>${escape(JSON.stringify(list))}</code></p>`)
    .join('\n');
  const table =
    rows === ''
      ? '<p>Nothing has arrived yet.</p>'
      : `<table><thead><tr><th>#</th><th>Time</th><th>Provider</th><th>Request</th><th>Answer</th></tr></thead>
<tbody>
${rows}
</tbody></table>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="3"><title>Hookswitch simulator</title><style>${STYLE}</style></head>
<body><h1>What the providers received</h1>
<p class="quiet">The simulator stands in for providers of text messages, Slack, speech to text, a CRM and a store of recordings. Nothing leaves this machine.</p>
${faults}
${table}
</body></html>
`;
}

function row({ seq, at, provider, method, path, body, effect, answer, idempotencyKey }: RecordedRequest): string {
  const status =
    answer === undefined
      ? '<span class="bad">no answer</span>'
      : `<span class="${answer.status < 400 ? '' : 'bad'}">${answer.status}</span>`;
  const told = [effect, idempotencyKey === undefined ? undefined : `key ${idempotencyKey}`]
    .filter((text) => text !== undefined)
    .map((text) => `<div class="quiet">${escape(text)}</div>`)
    .join('');
  return `<tr><td class="number">${seq}</td><td class="time">${escape(at.slice(11, 23))}</td><td>${escape(provider)}</td>
<td><code>${escape(`${method} ${path}`)}</code>${block(body)}${told}</td><td>${status}${block(answer?.body)}</td></tr>`;
}

function block(body: unknown): string {
  if (body === null || body === undefined) return '';
  const text = typeof body === 'string' ? body : JSON.stringify(body, null, 1);
  return `<pre>${escape(text.length > 2000 ? `${text.slice(0, 2000)}…` : text)}</pre>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
