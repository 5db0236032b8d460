import { expect, it } from '@jest/globals';
import { codeOf, codeOfWord } from './languages.js';

it.each([
  ['en-US', 'en'],
  ['de', 'de'],
  ['pt-BR', 'pt'],
  ['cmn-Hans-CN', 'zh'],
  ['zh-TW', 'zh'],
  ['iw-IL', 'he'],
  ['nb-NO', 'no'],
  ['no-NO', 'no'],
  ['fil-PH', 'tl'],
  ['sr-Latn-RS', 'sr'],
  ['yue-Hant-HK', 'yue'],
  ['EN-us', 'en'],
])('%s is sent as %s', (tag, code) => {
  expect(codeOf(tag)).toBe(code);
});

it.each([
  ['english', 'en'],
  ['German', 'de'],
  ['norwegian', 'no'],
  ['nynorsk', 'nn'],
  ['tagalog', 'tl'],
  ['myanmar', 'my'],
  ['haitian creole', 'ht'],
  ['cantonese', 'yue'],
  ['hawaiian', 'haw'],
  ['indonesian', 'id'],
  ['hebrew', 'he'],
  ['yiddish', 'yi'],
  ['javanese', 'jv'],
  ['en', 'en'],
  ['yue', 'yue'],
  ['klingon', undefined],
  ['', undefined],
])('a model that hears "%s" means %s', (word, code) => {
  expect(codeOfWord(word)).toBe(code);
});
