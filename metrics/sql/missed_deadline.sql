-- Returns the deadline a finding did not keep where nothing but that decides what it loses (scoring.md §5), else 9999-12-31.
create or replace temp macro missed_deadline(is_counted, kind, has_failed_recheck, recurred_on, deadline_on, closed_on) as
case
    when
        is_counted
        and kind <> 'bonus'
        and not has_failed_recheck
        and recurred_on is null
        and (closed_on is null or closed_on > deadline_on)
        then deadline_on
    else date '9999-12-31'
end;
