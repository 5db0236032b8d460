import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiResponse } from '@nestjs/swagger';

/** The body is a workflow document, in JSON or YAML. */
export const ApiDocument = ({ status, optional = false }: { readonly status: number; readonly optional?: boolean }) =>
  applyDecorators(
    ApiConsumes('application/json', 'application/yaml'),
    ApiBody({
      required: !optional,
      description: 'A workflow document: `apiVersion`, `kind`, `metadata`, `spec`.',
      schema: { type: 'object', additionalProperties: true },
    }),
    ApiResponse({ status }),
  );
