import http, { type Agent } from 'node:http';
import https from 'node:https';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';
import { isLoopback } from '../../api/baseUrl';

const agents = new Map<string, Agent>();
/** Agents that have no proxy, also where Node is told to use that of the environment. */
const direct: Readonly<Record<string, Agent>> = {
  'http:': new http.Agent({ keepAlive: true }),
  'https:': new https.Agent({ keepAlive: true }),
};

/** The address of the proxy of an agent, without user name and password. */
export function proxyAddress(agent: Agent | undefined): string | undefined {
  if (!(agent instanceof HttpsProxyAgent)) return undefined;
  const { protocol, host } = agent.proxy as URL;
  return `${protocol}//${host}`;
}

/**
 * The agent for requests to an address, by `HTTPS_PROXY`, `ALL_PROXY` and `NO_PROXY`; undefined for
 * Node's own. This machine, where plain http is allowed, never has a proxy. In the window, the editor
 * does this.
 */
export function proxyAgent(url: URL): Agent | undefined {
  if (isLoopback(url.hostname)) return direct[url.protocol];
  const proxy = getProxyForUrl(url.href);
  if (!proxy) return undefined;
  let agent = agents.get(proxy);
  if (!agent) {
    agent = new HttpsProxyAgent(proxy, { keepAlive: true });
    agents.set(proxy, agent);
  }
  return agent;
}
