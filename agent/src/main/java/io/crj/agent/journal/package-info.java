/** What an agent keeps on disk of its migrations, so that the next one knows what this one has done and promised. */
package io.crj.agent.journal;
