/** Mutual TLS 1.3: who we are, whom we believe, and what is said when somebody is refused. */
package io.crj.wire.tls;
