import type { z } from 'zod';
import type { CharacteristicView } from '../../../../backend/scoring/schemas.ts';

export type Characteristic = z.infer<typeof CharacteristicView>;
