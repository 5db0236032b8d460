import { Controller, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { ApiConsumes, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ReceiptIntake } from './receipt-intake.js';

const TOKEN = ApiQuery({
  name: 't',
  type: String,
  description: 'Made by the connector: it names the command and is signed.',
});

@ApiTags('receipts')
@Controller('v1/receipts')
export class ReceiptsController {
  constructor(private readonly intake: ReceiptIntake) {}

  /** 202 once Kafka has acknowledged it. No key: the token is signed, and the connector checks the provider's own signature. */
  @ApiOperation({ summary: 'Delivery receipts: where providers report what became of a message' })
  @ApiConsumes('application/x-www-form-urlencoded', 'application/json')
  @TOKEN
  @Post(':provider/:connection')
  @HttpCode(202)
  async post(
    @Param('provider') provider: string,
    @Param('connection') connection: string,
    @Query('t') token: unknown,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    await this.intake.take({ ...shared(provider, connection, token, request), method: 'POST', body });
  }

  @ApiOperation({ summary: 'Delivery receipts of providers that report in the query' })
  @TOKEN
  @Get(':provider/:connection')
  @HttpCode(202)
  async get(
    @Param('provider') provider: string,
    @Param('connection') connection: string,
    @Query('t') token: unknown,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.intake.take({ ...shared(provider, connection, token, request), method: 'GET', body: Buffer.alloc(0) });
  }
}

const shared = (provider: string, connection: string, token: unknown, { url, headers }: FastifyRequest) => ({
  provider,
  connection,
  token: typeof token === 'string' ? token : '',
  target: url,
  headers,
});
