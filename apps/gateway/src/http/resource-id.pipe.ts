import { Injectable, type PipeTransform } from '@nestjs/common';
import { notFound } from '../problem/api-error.js';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What is no UUID names nothing: the same 404 as for an id that exists nowhere. */
@Injectable()
export class ResourceIdPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (!UUID.test(value)) throw notFound();
    return value.toLowerCase();
  }
}
