// A step of set-up in a process of its own: the Prisma clients of both databases.
import { generateClients } from '../../backend/platform/database/generate-clients.ts';

await generateClients(process.env);
