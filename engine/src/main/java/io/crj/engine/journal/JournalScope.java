package io.crj.engine.journal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The notes of one operation, which are all done with at once when it has ended well, or undone when it has not. */
public final class JournalScope implements Journal {

    private final Journal journal;
    private final Map<Entry, SideEffect> open = new LinkedHashMap<>();

    public JournalScope(Journal journal) {
        this.journal = journal;
    }

    @Override
    public Entry note(SideEffect effect) {
        Entry noted = journal.note(effect);
        Entry entry = new Entry() {
            @Override
            public void gone() {
                if (open.remove(this) != null) {
                    noted.gone();
                }
            }
        };
        open.put(entry, effect);
        return entry;
    }

    /** Nothing of what was noted here is left to be done. */
    public void settle() {
        new ArrayList<>(open.keySet()).forEach(Entry::gone);
    }

    /**
     * Undoes whatever was not undone yet.
     *
     * @throws RecoveryException after all was tried; what is left stays noted
     */
    public void undo() {
        try {
            Recovery.of(List.copyOf(open.values())).undo();
        } catch (RecoveryException e) {
            open.entrySet().stream()
                    .filter(entry -> !e.left().contains(entry.getValue()))
                    .map(Map.Entry::getKey)
                    .toList()
                    .forEach(Entry::gone);
            throw e;
        }
        settle();
    }
}
