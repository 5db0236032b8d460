import { createHmac, randomUUID } from 'node:crypto';
import { FORGERS_KEY, type OutgoingReceipt, type ReceiptStep } from '../receipts/receipt.js';

/** As Plivo calls a message's `url`, by POST unless `method` says otherwise. */
export const plivoReceipt =
  (
    { url, method }: { readonly url: string; readonly method: string },
    authToken: string,
    message: { readonly uuid: string; readonly from: string; readonly to: string; readonly units: number },
  ) =>
  ({ status, code, forged }: ReceiptStep): OutgoingReceipt => {
    const fields: Readonly<Record<string, string>> = {
      MessageUUID: message.uuid,
      From: message.from,
      To: message.to,
      Type: 'sms',
      Status: status,
      Units: String(message.units),
      TotalRate: '0.0055',
      TotalAmount: '0.0055',
      MCC: '310',
      MNC: '410',
      ErrorCode: code ?? '000',
    };
    const key = forged === true ? FORGERS_KEY : authToken;
    const nonce = randomUUID();
    const target = new URL(url);
    const isGet = method === 'GET';
    if (isGet) for (const [name, value] of Object.entries(fields)) target.searchParams.set(name, value);
    const query = [...target.searchParams]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name}=${value}`);
    const form = isGet
      ? ''
      : `.${Object.keys(fields)
          .sort()
          .map((name) => name + (fields[name] ?? ''))
          .join('')}`;
    const base = `${target.origin}${target.pathname}${query.length > 0 ? '?' : ''}${query.join('&')}`;
    const signed = `${base}${query.length > 0 || isGet ? form : `?${form.slice(1)}`}.${nonce}`;
    const headers = {
      'x-plivo-signature-v3': `b3RoZXI=,${createHmac('sha256', key).update(signed).digest('base64')}`,
      'x-plivo-signature-v3-nonce': nonce,
    };
    if (isGet) return { method: 'GET', url: target.href, headers };
    const body = new URLSearchParams(fields).toString();
    return { method: 'POST', url, headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' }, body };
  };
