import { Module } from '@nestjs/common';
import type { Feature } from '../core/feature.js';
import { ReceiptDoors } from './receipt-doors.js';
import { ReceiptIntake } from './receipt-intake.js';
import { ReceiptsController } from './receipts.controller.js';

@Module({ controllers: [ReceiptsController], providers: [ReceiptDoors, ReceiptIntake] })
export class ReceiptsModule {}

export const receiptsFeature: Feature = {
  module: ReceiptsModule,
  access: {
    'POST /v1/receipts/{provider}/{connection}': 'signed',
    'GET /v1/receipts/{provider}/{connection}': 'signed',
  },
};
