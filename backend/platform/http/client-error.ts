import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { HTTP_FAULTS } from './faults.ts';
import { ofFault, PROBLEM_TYPE } from './problem.ts';

/** Answers bytes that never became a request: broken HTTP, oversized headers, a request that stops half-way. */
export function answerBrokenRequest(docsUrl: string) {
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
      socket.destroy();
      return;
    }
    const problem = ofFault(faultOfParser(error.code), { docsUrl, instance: '/', requestId: `req_${randomUUID()}` });
    const body = JSON.stringify(problem);
    const head = `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\ncontent-type: ${PROBLEM_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n`;
    socket.end(`${head}${body}`);
  };
}

function faultOfParser(code: string | undefined) {
  if (code === 'HPE_HEADER_OVERFLOW') return HTTP_FAULTS.headersTooLarge;
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return HTTP_FAULTS.requestTimeout;
  return HTTP_FAULTS.requestMalformed;
}
