// Stock grpc-js against an echo server: client.js WIRE ADDRESS FOLDER. Prints "ok NAME" for each check that holds.
const assert = require('assert');
const { grpc, EchoService, hardMessage, clientCredentials } = require('./wire.js');

const [wire, address, folder] = process.argv.slice(2);
const client = new EchoService(address, clientCredentials(wire, folder));
const code = grpc.status;
const after = (milliseconds) => ({ deadline: Date.now() + milliseconds });

const unaryCall = (name, request, metadata = new grpc.Metadata(), options = after(20000)) =>
  new Promise((resolve, reject) => {
    const call = client[name](request, metadata, options, (error, answer) => (error ? reject(error) : resolve(answer)));
    call.on('metadata', (headers) => { metadata.headers = headers; });
    call.on('status', (status) => { metadata.trailers = status.metadata; });
  });

async function collect(call, into = []) {
  for await (const answer of call) {
    into.push(answer);
  }
  return into;
}

async function fails(expected, promise) {
  try {
    await promise;
  } catch (error) {
    assert.strictEqual(error.code, expected, error.stack);
    return error;
  }
  throw new assert.AssertionError({ message: 'the call succeeded' });
}

const checks = {
  async unary() {
    const answer = await unaryCall('Say', { text: 'hi', count: 7 });
    assert.deepStrictEqual([answer.text, answer.count], ['hi', 7]);
  },

  async empty() {
    assert.strictEqual((await unaryCall('Say', {})).text, '');
  },

  async large() {
    const payload = Buffer.alloc(3 << 20, 'swarm');
    assert.ok((await unaryCall('Say', { payload })).payload.equals(payload));
  },

  async 'server-stream'() {
    const answers = await collect(client.Repeat({ count: 1000 }, after(20000)));
    assert.deepStrictEqual(answers.map((answer) => answer.count), [...Array(1000).keys()]);
  },

  async 'client-stream'() {
    const answer = await new Promise((resolve, reject) => {
      const call = client.Join(after(20000), (error, value) => (error ? reject(error) : resolve(value)));
      for (let i = 0; i < 100; i++) {
        call.write({ text: `${i}` });
      }
      call.end();
    });
    assert.deepStrictEqual([answer.count, answer.text], [100, [...Array(100).keys()].join(' ')]);
  },

  async duplex() {
    const call = client.Chat(after(20000));
    const answers = call[Symbol.asyncIterator]();
    for (let i = 0; i < 100; i++) {
      call.write({ count: i, text: 'x'.repeat(i) });
      assert.strictEqual((await answers.next()).value.count, i);
    }
    call.end();
    assert.ok((await answers.next()).done);
  },

  async error() {
    const failure = await fails(code.NOT_FOUND, unaryCall('Say', { text: 'fail' }));
    assert.strictEqual(failure.details, hardMessage);
    assert.strictEqual(failure.metadata.get('why')[0], 'because');
    assert.ok(failure.metadata.get('why-bin')[0].equals(Buffer.from([0, 1, 255])));
  },

  async 'error-after-messages'() {
    const seen = [];
    const failure = await fails(code.ABORTED, collect(client.Repeat({ text: 'fail', count: 3 }, after(20000)), seen));
    assert.deepStrictEqual([seen.length, failure.details], [3, 'enough']);
  },

  async crash() {
    const failure = await fails(code.INTERNAL, unaryCall('Say', { text: 'crash' }));
    assert.ok(!failure.details.includes('secret'));
  },

  async metadata() {
    const metadata = new grpc.Metadata();
    metadata.set('x', 'y z');
    metadata.set('x-bin', Buffer.from([0, 254]));
    await unaryCall('Say', { text: 'headers' }, metadata);
    assert.strictEqual(metadata.headers.get('echo-x')[0], 'y z');
    assert.ok(metadata.headers.get('echo-x-bin')[0].equals(Buffer.from([0, 254])));
    assert.strictEqual(metadata.trailers.get('after')[0], 'done');
  },

  async deadline() {
    await fails(code.DEADLINE_EXCEEDED, unaryCall('Say', { text: 'hang' }, new grpc.Metadata(), after(300)));
    await fails(code.DEADLINE_EXCEEDED, collect(client.Repeat({ text: 'hang', count: 2 }, after(300))));
  },

  async cancel() {
    const call = client.Repeat({ text: 'hang', count: 2 }, after(20000));
    call.once('data', () => call.cancel());
    await fails(code.CANCELLED, new Promise((resolve, reject) => call.on('error', reject).on('end', resolve)));
    await checks.unary();
  },

  async 'unknown-method'() {
    await fails(code.UNIMPLEMENTED, unaryCall('Missing', {}));
  },

  async 'oversize-request'() {
    await fails(code.RESOURCE_EXHAUSTED, unaryCall('Say', { payload: Buffer.alloc(5 << 20) }));
    await checks.unary();
  },

  async 'oversize-response'() {
    await fails(code.RESOURCE_EXHAUSTED, unaryCall('Say', { text: 'big', count: 5 << 20 }));
    await checks.unary();
  },
};

(async () => {
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check();
      console.log(`ok ${name}`);
    } catch (error) {
      console.log(`FAILED ${name}`);
      console.error(error);
    }
  }
  client.close();
})();
