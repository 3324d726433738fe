/** This host: what it is, and the addresses that may come and go. */
package io.crj.agent.host;
