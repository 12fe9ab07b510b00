// Runs one Bluesky network for the tests: PostgreSQL first, then directory, PDS and AppView.
// The configuration is JSON on the command line. When all is up, the addresses are written to `config.ready`.
// It ends on SIGTERM and when its standard input is closed, so nothing outlives the test run, however that dies.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const config = JSON.parse(process.argv[2])
const schema = 'agent_desk'
const closing = []
let ending = false

async function end(code) {
  if (ending) return
  ending = true
  // The servers hold connections to PostgreSQL, so they go first.
  for (const close of closing.reverse()) {
    await close().catch((error) => console.error('while ending:', error))
  }
  await rm(config.postgres.home, { recursive: true, force: true })
  process.exit(code)
}

async function freePort() {
  const server = createServer().listen(0)
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

function postgresProgram(name, args, stdio) {
  const { programs, home, uid, gid } = config.postgres
  const data = join(home, 'data')
  const identity = uid === null ? {} : { uid, gid }
  return spawn(join(programs, name), ['-D', data, ...args], { cwd: home, stdio, ...identity })
}

async function startPostgres() {
  const initdb = postgresProgram('initdb', ['-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--locale=C', '--no-sync'], [
    'ignore',
    'inherit',
    'inherit',
  ])
  const [code] = await once(initdb, 'exit')
  if (code !== 0) throw new Error(`initdb ended with ${code}`)
  const port = await freePort()
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off', `port=${port}`]
  const server = postgresProgram('postgres', settings.flatMap((setting) => ['-c', setting]), ['ignore', 'inherit', 'pipe'])
  const exited = once(server, 'exit')
  const log = createWriteStream(config.postgres.log)
  closing.push(async () => {
    server.kill('SIGINT')
    await exited
  })
  await new Promise((resolve, reject) => {
    exited.then(() => reject(new Error('PostgreSQL ended; see its log')), reject)
    server.stderr.on('data', (chunk) => {
      log.write(chunk)
      if (chunk.includes('ready to accept connections')) resolve()
    })
  })
  return `postgres://postgres@127.0.0.1:${port}/postgres`
}

async function startNetwork(dbPostgresUrl) {
  // An ES module is not found through NODE_PATH, and this file does not lie beside the packages.
  const find = createRequire(join(config.kit, 'package.json'))
  const { TestNetwork } = await import(pathToFileURL(find.resolve('@atproto/dev-env')).href)
  const appview = await freePort()
  const images = `http://localhost:${appview}`
  const network = await TestNetwork.create({
    dbPostgresUrl,
    dbPostgresSchema: schema,
    pds: {
      hostname: 'localhost',
      rateLimitsEnabled: config.rateLimits,
      bskyAppViewCdnUrlPattern: `${images}/img/%s/plain/%s/%s`,
    },
    // Without an address of its own the AppView names pictures on a host that does not exist.
    bsky: { port: appview, publicUrl: images },
  })
  closing.push(() => network.close())
  return { plc: network.plc.url, pds: network.pds.url, appview: network.bsky.url }
}

process.on('SIGTERM', () => end(0))
process.stdin.on('end', () => end(0)).resume()
try {
  const addresses = await startNetwork(await startPostgres())
  await writeFile(`${config.ready}.part`, JSON.stringify(addresses))
  await rename(`${config.ready}.part`, config.ready)
} catch (error) {
  console.error(error)
  await end(1)
}
