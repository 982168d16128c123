update people
set full_name = concat_ws(' ', first_name, middle_name, last_name)
where full_name is null and id between 1 and 20000;
