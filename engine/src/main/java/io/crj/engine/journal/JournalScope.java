package io.crj.engine.journal;

import java.util.ArrayList;
import java.util.List;

/** The notes of one operation, which are all done with at once when it has ended well or was undone. */
public final class JournalScope implements Journal {

    private final Journal journal;
    private final List<Entry> entries = new ArrayList<>();

    public JournalScope(Journal journal) {
        this.journal = journal;
    }

    @Override
    public Entry note(SideEffect effect) {
        Entry entry = journal.note(effect);
        entries.add(entry);
        return entry;
    }

    /** Nothing of what was noted here is left to be done. */
    public void settle() {
        entries.forEach(Entry::gone);
        entries.clear();
    }
}
