import { z } from 'zod';
import { DealFileShape } from './schemas.ts';

const PATH = 'backend/securitization/deal.schema.json';

/** The JSON Schema of deal files, made from the shape that the compiler reads them with. */
export function renderDealSchema(): { readonly path: string; readonly content: string } {
  const { $schema, ...schema } = z.toJSONSchema(DealFileShape, { io: 'input', reused: 'ref' });
  const content = { $schema, $id: 'https://credence.example/schemas/deal.json', ...schema };
  return { path: PATH, content: `${JSON.stringify(content, null, 2)}\n` };
}
