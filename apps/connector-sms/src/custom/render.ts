import { failed, misconfigured, schemaValidator, type ErrorOutcome, type HttpRequest } from '@hookswitch/connector-sdk';
import {
  joinSecrets,
  ok,
  renderParams,
  type JsonObject,
  type Landing,
  type Outcome,
  type RenderedParams,
  type RenderError,
} from '@hookswitch/domain';
import { createEngines, setPointer } from '@hookswitch/platform';
import { digits } from '../digits.js';
import type { SmsMessage } from '../message.js';
import type { SmsAccount } from '../provider.js';
import { requestOf } from './request-of.js';
import { templateSchema } from './template-schema.js';
import type { Template } from './template.js';

const engines = createEngines();
const problemsOf = schemaValidator({
  type: 'object',
  properties: { template: templateSchema },
  required: ['template'],
});

/** Some message, to see whether a template can be rendered at all. */
export const SAMPLE: SmsMessage = {
  id: '00000000-0000-4000-8000-000000000000',
  sender: '+12025550100',
  recipient: '+12025550142',
  text: 'Test',
  segments: 1,
};

/** The connection's template; the gateway has checked it, a record may come from elsewhere. */
export function readTemplate({ settings }: SmsAccount): Template | ErrorOutcome {
  const { template } = settings;
  const [problem] = problemsOf(template === undefined ? {} : { template });
  if (problem) return misconfigured('invalid_template', `settings${problem.pointer} ${problem.message}.`);
  return template as unknown as Template;
}

/** The request for a message. What is wrong with the template itself is the connection's fault, what only this text breaks is not. */
export function renderRequest(
  template: Template,
  message: SmsMessage,
  account: SmsAccount,
): HttpRequest | ErrorOutcome {
  const rendered = render(template, message, account);
  if (rendered.ok) return requestOf(template, rendered.value, account);
  const always = message === SAMPLE ? rendered : render(template, SAMPLE, account);
  if (always.ok) return failed(rendered.error.code, `${placeOf(rendered.error)}: ${rendered.error.message}`);
  return misconfigured('invalid_template', `${placeOf(always.error)}: ${always.error.message}`);
}

/** The template's headers and authentication, to `testUrl`. */
export const renderTest = (template: Template, url: string, account: SmsAccount): HttpRequest | ErrorOutcome =>
  renderRequest({ ...withoutBody(template), method: 'GET', url }, SAMPLE, account);

const withoutBody = ({ body, ...template }: Template): Template => template;
const placeOf = ({ pointer }: RenderError): string => `settings/template${pointer}`;

function render(template: Template, message: SmsMessage, account: SmsAccount): Outcome<JsonObject, RenderError> {
  const { url, headers = [], body } = template;
  const content = body?.kind === 'form' ? 'text' : 'json';
  const landings: Readonly<Record<string, Landing>> = { url: 'url', headers: 'headers', body: content };
  const number = (e164: string) => (template.numbers === 'digits' ? digits(e164) : e164);
  const { id, sender, recipient, text } = message;
  const sms = { id, sender: number(sender), recipient: number(recipient), text };
  const scope = { event: null, steps: null, workflow: null, run: null, now: '', sms };
  const params = {
    url,
    headers: headers.map((header) => ({ ...header })),
    ...(body && { body: { content: body.content } }),
  };
  const rendered = renderParams(params, landings, scope, engines);
  return rendered.ok ? joined(rendered.value.params, rendered.value.secrets, account) : rendered;
}

function joined(
  params: JsonObject,
  places: RenderedParams['secrets'],
  account: SmsAccount,
): Outcome<JsonObject, RenderError> {
  let whole = params;
  for (const place of places) {
    const text = joinSecrets(place, (name) => secretOf(name, account));
    if (!text.ok) return text;
    whole = setPointer(whole, place.pointer, text.value) ?? whole;
  }
  return ok(whole);
}

function secretOf(name: string, { id, secret }: SmsAccount): string | undefined {
  const value = name === 'id' ? id.reveal() : name === 'secret' ? secret.reveal() : '';
  return value === '' ? undefined : value;
}
