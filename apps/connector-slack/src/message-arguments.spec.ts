import { describe, expect, it } from '@jest/globals';
import { slackBold } from './bold.js';
import { messageArguments } from './message-arguments.js';

const params = { channel: 'C1', text: 'Hi' };

describe('bold', () => {
  it.each([
    ['**Missed call** from **Jane**', '*Missed call* from *Jane*'],
    ['*one* and **two**', '*one* and *two*'],
    ['`**code**` and **bold**', '`**code**` and *bold*'],
    ['```\n**code**\n``` **bold**', '```\n**code**\n``` *bold*'],
    ['2 ** 3 ** 4', '2 ** 3 ** 4'],
    ['**not\nover lines**', '**not\nover lines**'],
    ['****', '****'],
    ['**a**b**c**', '*a*b*c*'],
    ['**open', '**open'],
    ['**x**', '*x*'],
  ])('writes %j as %j', (text, expected) => {
    expect(slackBold(text)).toBe(expected);
  });

  it.each(['**', '`', '```', '**a ', '`\n'])('takes little time for very much of %j', (piece) => {
    const started = performance.now();
    slackBold(piece.repeat(40_000 / piece.length));
    expect(performance.now() - started).toBeLessThan(1_000);
  });
});

describe('the arguments of a message', () => {
  it('are what the action says', () => {
    expect(messageArguments({ ...params, username: 'Bell', thread_ts: '1.2', unfurl_links: false })).toEqual({
      ...params,
      username: 'Bell',
      thread_ts: '1.2',
      unfurl_links: false,
    });
  });

  it('leave out what rendered to nothing', () => {
    expect(messageArguments({ ...params, username: '', thread_ts: '', icon_emoji: '', icon_url: '' })).toEqual(params);
  });

  it('hold blocks where there are some', () => {
    const blocks = [{ type: 'divider' }];
    expect(messageArguments({ ...params, blocks })).toEqual({ ...params, blocks });
    expect(messageArguments({ ...params, blocks: [] })).toEqual(params);
  });

  it('hold one icon, the emoji before the URL', () => {
    const url = 'https://example.com/icon.png';
    expect(messageArguments({ ...params, icon_emoji: ':bell:', icon_url: url })).toEqual({
      ...params,
      icon_emoji: ':bell:',
    });
    expect(messageArguments({ ...params, icon_url: url })).toEqual({ ...params, icon_url: url });
  });

  it('follow use_markdown', () => {
    const bold = { ...params, text: '**Hi**' };
    expect(messageArguments({ ...bold, use_markdown: true })).toEqual({ channel: 'C1', text: '*Hi*' });
    expect(messageArguments({ ...bold, use_markdown: false })).toEqual({
      channel: 'C1',
      text: '**Hi**',
      mrkdwn: false,
    });
    expect(messageArguments(bold)).toEqual(bold);
  });

  it('cut a long text with a sign, and no character in half', () => {
    const long = (text: string) => (messageArguments({ ...params, text }) as { text?: string }).text;
    expect(long('x'.repeat(40_000))).toHaveLength(40_000);
    expect(long('x'.repeat(40_001))).toBe(`${'x'.repeat(39_999)}…`);
    expect(long(`${'x'.repeat(39_998)}👍👍`)).toBe(`${'x'.repeat(39_998)}…`);
    expect(long(`${'x'.repeat(39_996)}&amp;&amp;`)).toBe(`${'x'.repeat(39_996)}…`);
  });
});
