/** What stands against a migration, found before anything is touched. */
package io.crj.agent.preflight;
