import { showParams, type Command, type Json } from '@hookswitch/domain';

/** What a command does, in words: `text message to +12025550142`; of one that could not be rendered less. */
export function describeCommand({ connector, ...content }: Pick<Command, 'connector' | 'params' | 'secrets'>): string {
  const params = showParams(content);
  const words = (name: string): string => textOf(params[name]);
  const after = (preposition: string, name: string): string => (words(name) ? ` ${preposition} ${words(name)}` : '');
  switch (connector) {
    case 'http':
      return `${words('method') || 'request'} ${withoutQuery(words('endpoint'))}`.trimEnd();
    case 'sms':
      return `text message${after('to', 'recipient')}`;
    case 'slack':
      return `Slack message${after('to', 'channel')}`;
    case 'stt':
      return `transcription${after('in', 'language')}`;
    default:
      return `${connector} action`;
  }
}

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const withoutQuery = (url: string): string => url.replace(/[?#].*$/, '');
