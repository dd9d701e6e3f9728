import { readFileSync } from 'node:fs';
import fastify from 'fastify';
import { CONSTANT_ANSWER } from './constant-answer.mjs';

/** fastify as it comes, with the same constant answer: what the framework adds to the floor. */
const [certificate = '', key = '', port = ''] = process.argv.slice(2);

const server = fastify({
  https: { cert: readFileSync(certificate), key: readFileSync(key), minVersion: 'TLSv1.3' },
  keepAliveTimeout: 120_000,
});
server.post('/mutate', (_request, reply) => {
  reply.header('content-type', 'application/json').send(CONSTANT_ANSWER);
});
await server.listen({ port: Number(port), host: '127.0.0.1' });
