import { isJsonObject, type Json } from '../../json.js';
import { LABEL_KEY_PATTERN, MAX_LABEL_LENGTH, MAX_LABELS, NAME_PATTERN } from './limits.js';
import { at, type Report } from './problem.js';
import { checkObject, checkText, kindOf, own } from './shape.js';

export function checkMetadata(report: Report, pointer: string, value: Json | undefined): void {
  const metadata = checkObject(report, pointer, value, { required: ['name'], optional: ['labels'] });
  if (!metadata) return;
  const name = own(metadata, 'name');
  if (name !== undefined && !(typeof name === 'string' && new RegExp(NAME_PATTERN).test(name))) {
    const rule = 'lower-case letters, digits and hyphens, 1 to 63 of them, no hyphen first or last';
    report.error(at(pointer, 'name'), 'invalid_name', `A name consists of ${rule}.`);
  }
  const labels = own(metadata, 'labels');
  if (labels !== undefined) checkLabels(report, at(pointer, 'labels'), labels);
}

function checkLabels(report: Report, pointer: string, labels: Json): void {
  if (!isJsonObject(labels)) return report.error(pointer, 'wrong_type', `Labels are an object, not ${kindOf(labels)}.`);
  const entries = Object.entries(labels);
  if (entries.length > MAX_LABELS) report.error(pointer, 'too_many', `A workflow has at most ${MAX_LABELS} labels.`);
  for (const [key, value] of entries) {
    if (!new RegExp(LABEL_KEY_PATTERN).test(key)) {
      report.error(at(pointer, key), 'invalid_label', 'A label’s name has 1 to 63 letters, digits and . _ / - inside.');
    }
    checkText(report, at(pointer, key), value, MAX_LABEL_LENGTH);
  }
}
