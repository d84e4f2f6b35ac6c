// The baseline of `npm run bench assign`: a Fastify route with compiled schemas that always gives the same answer.
import Fastify from 'fastify';

const [port, answer] = [Number(process.argv[2]), JSON.parse(process.argv[3])];
const fastify = Fastify();
const schema = {
  body: {
    type: 'object',
    properties: { experiment: { type: 'string' }, unit: { type: 'string' }, context: { type: 'object' } },
  },
};
fastify.post('/', { schema }, () => answer);
await fastify.listen({ port, host: '127.0.0.1' });
console.log('ready');
