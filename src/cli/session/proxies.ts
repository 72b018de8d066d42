import type { Agent } from 'node:http';
import { HttpProxyAgent } from 'http-proxy-agent';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';

const agents = new Map<string, Agent>();

/** The address of the proxy of an agent, without user name and password. */
export function proxyAddress(agent: Agent | undefined): string | undefined {
  if (!(agent instanceof HttpsProxyAgent || agent instanceof HttpProxyAgent)) return undefined;
  const { protocol, host } = agent.proxy as URL;
  return `${protocol}//${host}`;
}

/**
 * The agent for requests to an address, by `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`; undefined
 * without a proxy. In the window, the editor does this.
 */
export function proxyAgent(url: URL): Agent | undefined {
  const proxy = getProxyForUrl(url.href);
  if (!proxy) return undefined;
  const key = `${url.protocol} ${proxy}`;
  let agent = agents.get(key);
  if (!agent) {
    agent =
      url.protocol === 'https:'
        ? new HttpsProxyAgent(proxy, { keepAlive: true })
        : new HttpProxyAgent(proxy, { keepAlive: true });
    agents.set(key, agent);
  }
  return agent;
}
