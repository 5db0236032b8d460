import { createHmac } from 'node:crypto';
import { FORGERS_KEY, type OutgoingReceipt, type ReceiptStep } from '../receipts/receipt.js';

interface TwilioMessage {
  readonly sid: string;
  readonly account_sid: string;
  readonly to: string;
  readonly from: string | null;
}

/** As Twilio calls a `StatusCallback`. */
export function twilioReceipt(
  url: string,
  authToken: string,
  { sid, account_sid, to, from }: TwilioMessage,
): (step: ReceiptStep) => OutgoingReceipt {
  return ({ status, code, forged }) => {
    const fields: Readonly<Record<string, string>> = {
      SmsSid: sid,
      SmsStatus: status,
      MessageStatus: status,
      To: to,
      MessageSid: sid,
      AccountSid: account_sid,
      From: from ?? '+12025550100',
      ApiVersion: '2010-04-01',
      ...(code !== undefined && { ErrorCode: code }),
    };
    const text = Object.keys(fields)
      .sort()
      .map((name) => name + (fields[name] ?? ''));
    const signature = createHmac('sha1', forged === true ? FORGERS_KEY : authToken)
      .update(url + text.join(''))
      .digest('base64');
    return {
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
        'x-twilio-signature': signature,
        'user-agent': 'TwilioProxy/1.1',
      },
      body: new URLSearchParams(fields).toString(),
    };
  };
}
