import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ApiError } from '../problem/api-error.js';
import { Admission } from './admission.js';

/** No handler runs for a request that {@link Admission} has not let in, whatever way it took. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(private readonly admission: Admission) {}

  canActivate(context: ExecutionContext): boolean {
    // Records of the bus come from our own services; gRPC has a guard of its own.
    if (context.getType() !== 'http') return true;
    if (this.admission.isAdmitted(context.switchToHttp().getRequest<FastifyRequest>())) return true;
    throw new ApiError('unauthenticated');
  }
}
