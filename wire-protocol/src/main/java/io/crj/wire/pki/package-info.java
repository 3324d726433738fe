/** Certificates of hosts: their names, their files, and the small authority that issues them. Knows no connection. */
package io.crj.wire.pki;
