import { expect, it } from '@jest/globals';
import { protos } from '@google-cloud/speech';
import { findOperation, readOperation } from './operations.js';
import type { Operation } from './speech-api.js';
import { v2Codec } from './v2-api.js';

/** Answers each page with an operation of nobody's; `last` is the number of the page after which there is no other. */
const listing = (last: number) => {
  let asked = 0;
  const operations = () => {
    asked += 1;
    const operation: Operation = { name: `op-${asked}`, uri: undefined, state: { kind: 'running' } };
    return Promise.resolve({ operations: [operation], next: asked >= last ? '' : `page-${asked}` });
  };
  return { api: { operations }, asked: () => asked };
};

it('looks through all pages before it says that there is none', async () => {
  const { api, asked } = listing(3);
  expect(await findOperation(api, 'gs://calls/command-1')).toBe('none');
  expect(asked()).toBe(3);
});

it('does not say that there is none when it cannot look through all', async () => {
  const { api } = listing(Infinity);
  expect(await findOperation(api, 'gs://calls/command-1')).toBe('unclear');
});

const v2 = protos.google.cloud.speech.v2;
const ended = (results: Record<string, protos.google.cloud.speech.v2.IBatchRecognizeFileResult>) =>
  readOperation(
    { name: 'op', done: true, response: { value: v2.BatchRecognizeResponse.encode({ results }).finish() } },
    v2Codec,
  ).state;

it('a batch of one file ends as its file does', () => {
  const results = [{ alternatives: [{ transcript: 'Hello' }] }];
  const said = { kind: 'done', results: [{ transcript: 'Hello' }] };
  expect(ended({ 'gs://a/b': { inlineResult: { transcript: { results } } } })).toMatchObject(said);
  // As it was said before inline results had a place of their own.
  expect(ended({ 'gs://a/b': { transcript: { results } } })).toMatchObject(said);
  expect(ended({ 'gs://a/b': { inlineResult: {} } })).toEqual({ kind: 'done', results: [] });
  expect(ended({ 'gs://a/b': { error: { code: 5, message: 'gone' } } })).toEqual({
    kind: 'failed',
    code: 5,
    message: 'gone',
  });
  expect(ended({})).toMatchObject({ kind: 'failed', code: 13 });
});

it('the object of a batch is found in either of the messages that describe it', () => {
  const of = (type: string, value: Uint8Array) =>
    readOperation(
      { name: 'op', metadata: { type_url: `type.googleapis.com/google.cloud.speech.v2.${type}`, value } },
      v2Codec,
    );
  const request = { batchRecognizeRequest: { files: [{ uri: 'gs://a/b' }] } };
  expect(of('OperationMetadata', v2.OperationMetadata.encode(request).finish()).uri).toBe('gs://a/b');
  const progress = { transcriptionMetadata: { 'gs://a/b': { progressPercent: 5 } } };
  expect(of('BatchRecognizeMetadata', v2.BatchRecognizeMetadata.encode(progress).finish()).uri).toBe('gs://a/b');
  expect(of('OperationMetadata', v2.OperationMetadata.encode({}).finish()).uri).toBeUndefined();
});
