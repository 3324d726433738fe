/** What the user chose, checked, in the engine's terms. */
package io.crj.agent.options;
