-- Returns what an open rectification has lost after so many overdue working days, by the prices given (scoring.md §5).
create macro overdue_loss(days, first_loss, first_days, step, step_days, most) as
least(first_loss + step * ((greatest(days - first_days, 0) + step_days - 1) // step_days), most);
