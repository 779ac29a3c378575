// The echo service on stock grpc-js: server.js WIRE FOLDER. Prints its address; ends when its input does.
const { grpc, EchoService, hardMessage, serverCredentials } = require('./wire.js');

const [wire, folder] = process.argv.slice(2);
const aborted = { code: grpc.status.ABORTED, details: 'enough' };

const methods = {
  Say(call, done) {
    const request = call.request;
    if (request.text === 'fail') {
      const metadata = new grpc.Metadata();
      metadata.set('why', 'because');
      metadata.set('why-bin', Buffer.from([0, 1, 255]));
      done({ code: grpc.status.NOT_FOUND, details: hardMessage, metadata });
    } else if (request.text === 'big') {
      done(null, { payload: Buffer.alloc(request.count) });
    } else if (request.text === 'headers') {
      const headers = new grpc.Metadata();
      headers.set('echo-x', call.metadata.get('x')[0]);
      headers.set('echo-x-bin', call.metadata.get('x-bin')[0]);
      call.sendMetadata(headers);
      const trailers = new grpc.Metadata();
      trailers.set('after', 'done');
      done(null, request, trailers);
    } else if (request.text !== 'hang') {
      done(null, request);
    }
  },

  Repeat(call) {
    const { text, count, payload } = call.request;
    for (let i = 0; i < count; i++) {
      call.write({ text, count: i, payload });
    }
    if (text === 'fail') {
      call.emit('error', aborted);
    } else if (text !== 'hang') {
      call.end();
    }
  },

  Join(call, done) {
    const texts = [];
    let failed = false;
    call.on('data', ({ text }) => {
      texts.push(text);
      if (text === 'fail' && !failed) {
        failed = true;
        done(aborted);
      }
    });
    call.on('end', () => failed || done(null, { text: texts.join(' '), count: texts.length }));
  },

  Chat(call) {
    call.on('data', (request) => (request.text === 'fail' ? call.emit('error', aborted) : call.write(request)));
    call.on('end', () => call.end());
  },
};

const server = new grpc.Server();
server.addService(EchoService.service, methods);
const host = wire === 'unix' ? `unix:${folder}/echo.sock` : '127.0.0.1:0';
server.bindAsync(host, serverCredentials(wire, folder), (error, port) => {
  if (error) {
    throw error;
  }
  const scheme = wire === 'tls' ? 'https' : 'http';
  console.log(wire === 'unix' ? host : `${scheme}://127.0.0.1:${port}`);
});
process.stdin.on('end', () => server.forceShutdown());
process.stdin.resume();
