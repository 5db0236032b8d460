import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { testEngines } from '../testing/engines.spec-helper.js';
import { searchedText } from './fields.js';
import { requiredTexts } from './required-texts.js';

const engines = testEngines();

describe('what every match of a pattern has inside', () => {
  it.each<[string, string[][]]>([
    ['refund', [['refun']]],
    ['^Refund.*ORDER\\.', [['refun'], ['order']]],
    ['(invoice|receipt) [0-9]+', [['invoic', 'receip']]],
    ['(?:invoice|in)', []],
    ['invoices?', [['invoic']]],
    ['(invoices){0,2} (number)+', [['numbe']]],
    ['cal{2}back', [['back'.slice(0, 3)]]],
    ['call[ed]{1,2}back', [['cal'], ['bac']]],
    ['[]a-z[:alpha:]\\]]refund', [['refun']]],
    ['\\p{Greek}\\x{1F600}\\x41\\dorder', [['orde']]],
    ['(?i)order(?-i:status)', [['statu'], ['orde']]],
    ['(?P<what>order)|(?<what2>status)', [['orde', 'statu']]],
    ['order\\/status\\-', [['order/status']]],
    ['größenordnung', [['enordnun']]],
    ['\\Qorder\\E', []],
    ['\\101rder', []],
    ['.*', []],
    ['', []],
    ['abc', []],
    ['(a(b(c(d(e(order))))))', [['orde']]],
    [`${'('.repeat(40)}order${')'.repeat(40)}`, []],
    [Array.from({ length: 20 }, (_, index) => `order${index}`).join('|'), []],
  ])('%s', (pattern, texts) => {
    expect(engines.compilePattern(pattern, { caseSensitive: false })).toBeDefined();
    expect(requiredTexts(pattern)).toEqual(texts);
  });

  it('is in all that matches', () => {
    let matched = 0;
    fc.assert(
      fc.property(patternWithMatch, mark, fc.boolean(), ({ pattern, text }, after, caseSensitive) => {
        const matches = engines.compilePattern(pattern, { caseSensitive });
        const required = requiredTexts(pattern);
        if (required.length === 0 || !matches?.(`${text}${after}`)) return;
        matched += 1;
        const searched = searchedText(`${text}${after}`);
        for (const oneOf of required) expect(oneOf.filter((part) => searched.includes(part))).not.toEqual([]);
      }),
      { numRuns: 5_000 },
    );
    expect(matched).toBeGreaterThan(500);
  });
});

interface Pair {
  readonly pattern: string;
  readonly text: string;
}

const mark = fc.constantFrom('', '\u0301', '\u0338', 'x');

/** A pattern, and a text that it matches unless case matters or an anchor is in the way. */
const { patternWithMatch } = fc.letrec<{ patternWithMatch: Pair }>((tie) => ({
  patternWithMatch: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Pair>(
      ...['order', 'Order', 'ORDE', 'é', ' ', 'Σ'].map((text) => ({ pattern: text, text })),
      { pattern: 'kisse', text: '\u{212a}i\u{17f}sE' },
      { pattern: 'ord[a-z]r', text: 'ordEr' },
      { pattern: '\\.', text: '.' },
      { pattern: '\\w+', text: 'status' },
      { pattern: '^', text: '' },
      { pattern: 'stat{2}us', text: 'stattus' },
      { pattern: 'orders?', text: 'order' },
      { pattern: '{,3}', text: '{,3}' },
    ),
    fc.array(tie('patternWithMatch'), { minLength: 1, maxLength: 4 }).map((parts) => ({
      pattern: parts.map(({ pattern }) => pattern).join(''),
      text: parts.map(({ text }) => text).join(''),
    })),
    fc
      .tuple(tie('patternWithMatch'), tie('patternWithMatch'))
      .map(([one, other]) => ({ pattern: `(?:${one.pattern}|${other.pattern})`, text: other.text })),
    fc
      .tuple(
        tie('patternWithMatch'),
        fc.constantFrom<[string, number]>(
          ['*', 0],
          ['+', 1],
          ['+?', 2],
          ['?', 0],
          ['{2}', 2],
          ['{0,2}', 0],
          ['{1,}', 3],
        ),
      )
      .map(([{ pattern, text }, [times, count]]) => ({ pattern: `(${pattern})${times}`, text: text.repeat(count) })),
  ),
}));
