// The echo service's definition and credentials, for the stock JavaScript client and server of the wire tests.
const fs = require('fs');
const path = require('path');
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');

const definition = loader.loadSync(process.env.ECHO_PROTO, { defaults: true, keepCase: true });
const { EchoService } = grpc.loadPackageDefinition(definition).swarm.test.echo;
const hardMessage = '100% na\u00efve:\n\u2603 \u{1d11e} ~\u007f';

const read = (folder, name) => fs.readFileSync(path.join(folder, name));

function clientCredentials(wire, folder) {
  return wire === 'tls'
    ? grpc.credentials.createSsl(read(folder, 'ca.pem'), read(folder, 'client.key'), read(folder, 'client.pem'))
    : grpc.credentials.createInsecure();
}

function serverCredentials(wire, folder) {
  return wire === 'tls'
    ? grpc.ServerCredentials.createSsl(
      read(folder, 'ca.pem'),
      [{ private_key: read(folder, 'server.key'), cert_chain: read(folder, 'server.pem') }],
      true)
    : grpc.ServerCredentials.createInsecure();
}

module.exports = { grpc, EchoService, hardMessage, clientCredentials, serverCredentials };
