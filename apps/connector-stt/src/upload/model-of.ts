import { MODELS } from '../models.js';
import type { SpeechContext } from '../speech-provider.js';

const GOOGLES: readonly string[] = MODELS;

/** Names of Google's models mean the connection's own, or the provider's usual one; any other name is the provider's. */
export const modelOf = ({ model, settings }: Pick<SpeechContext, 'model' | 'settings'>, usual: string): string =>
  GOOGLES.includes(model) ? (settings.model ?? usual) : model;

/** What of the action means nothing to a provider other than Google. */
export function notesFor({ useEnhanced }: Pick<SpeechContext, 'useEnhanced'>, title: string): readonly string[] {
  return useEnhanced ? [`use_enhanced has no effect: ${title} has no enhanced models`] : [];
}
