import { showParams, type Command, type Json } from '@hookswitch/domain';

/** What a command does, in words: `text message to +12025550142`. */
export function describeCommand({ connector, ...content }: Pick<Command, 'connector' | 'params' | 'secrets'>): string {
  const params = showParams(content);
  const words = (name: string): string => textOf(params[name]);
  switch (connector) {
    case 'http':
      return `${words('method')} ${withoutQuery(words('endpoint'))}`;
    case 'sms':
      return `text message to ${words('recipient')}`;
    case 'slack':
      return `Slack message to ${words('channel')}`;
    case 'stt':
      return `transcription in ${words('language')}`;
    default:
      return `${connector} action`;
  }
}

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const withoutQuery = (url: string): string => url.replace(/[?#].*$/, '');
