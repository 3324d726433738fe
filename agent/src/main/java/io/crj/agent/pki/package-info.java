/** {@code crj-agent pki}: makes an authority and the certificates of hosts. */
package io.crj.agent.pki;
