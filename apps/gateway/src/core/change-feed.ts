import { ControlPlane, type Listener } from '@hookswitch/persistence';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';

/** Wakes who wants to know that a tenant has changed, whichever gateway changed it. Only wakes: what is missed is found by timer. */
@Injectable()
export class ChangeFeed implements OnModuleInit, OnModuleDestroy {
  private readonly subscribers = new Set<(tenant: string) => void>();
  private listener: Listener | undefined;

  constructor(private readonly plane: ControlPlane) {}

  onModuleInit(): void {
    this.listener = this.plane.outbox.listen((tenant) => {
      for (const subscriber of this.subscribers) subscriber(tenant);
    });
  }

  onModuleDestroy(): void {
    this.listener?.close();
  }

  subscribe(onChange: (tenant: string) => void): void {
    this.subscribers.add(onChange);
  }
}
