import type { Sentence, Speech } from '../audio/speech.js';
import type { SimAnswer } from '../http/provider.js';
import type { Format } from './models.js';

/** The model's word for the language, which it hears or was told. */
const LANGUAGES: Readonly<Record<string, string>> = {
  en: 'english',
  de: 'german',
  fr: 'french',
  es: 'spanish',
  cs: 'czech',
};

/** What is heard, in the form that was asked for. */
export function written(speech: Speech, format: Format, language: string): SimAnswer {
  const text = speech.sentences.map((sentence) => sentence.text).join(' ');
  switch (format) {
    case 'json':
      return { status: 200, body: { text, usage: usageOf(speech) } };
    case 'verbose_json':
      return { status: 200, body: verbose(speech, text, LANGUAGES[language] ?? language) };
    case 'diarized_json':
      return { status: 200, body: diarized(speech, text) };
    case 'text':
      return plain(`${text}\n`);
    case 'srt':
      return plain(speech.sentences.map((sentence, at) => `${at + 1}\n${cue(sentence, ',')}\n`).join('\n'));
    case 'vtt':
      return plain(`WEBVTT\n\n${speech.sentences.map((sentence) => `${cue(sentence, '.')}\n`).join('\n')}`);
  }
}

const plain = (body: string): SimAnswer => ({
  status: 200,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body,
});
const usageOf = ({ seconds }: Speech) => ({ type: 'duration', seconds: Math.ceil(seconds) });

const verbose = (speech: Speech, text: string, language: string): object => ({
  task: 'transcribe',
  language,
  duration: speech.seconds,
  text,
  segments: speech.sentences.map(({ start, end, text: spoken }, id) => ({
    id,
    seek: 0,
    start,
    end,
    // Whisper puts a blank in front.
    text: ` ${spoken}`,
    tokens: [],
    temperature: 0,
    avg_logprob: -0.2,
    compression_ratio: 1.2,
    no_speech_prob: 0.01,
  })),
  usage: usageOf(speech),
});

const diarized = (speech: Speech, text: string): object => ({
  task: 'transcribe',
  duration: speech.seconds,
  text,
  segments: speech.sentences.map(({ start, end, text: spoken }, at) => ({
    type: 'transcript.text.segment',
    id: `seg_${at}`,
    start,
    end,
    text: ` ${spoken}`,
    speaker: at % 2 === 0 ? 'A' : 'B',
  })),
  usage: usageOf(speech),
});

const cue = ({ start, end, text }: Sentence, point: string): string =>
  `${clock(start, point)} --> ${clock(end, point)}\n${text}`;
const clock = (seconds: number, point: string): string =>
  new Date(seconds * 1000).toISOString().slice(11, 23).replace('.', point);
